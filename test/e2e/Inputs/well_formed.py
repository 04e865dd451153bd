"""Fails if the tags of an HTML page do not nest."""
import sys
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "link"}


class Nesting(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            sys.exit(f"</{tag}> at {self.getpos()} closes nothing")


page = Nesting()
page.feed(open(sys.argv[1], encoding="utf-8").read())
sys.exit(f"open: {page.open}" if page.open else 0)
