#!/usr/bin/env python3
"""Checks the pages: each folder of sources has a README.md of at most a screen, or the one above describes it (names it
between backticks); links between pages lead somewhere."""
import os
import re
import subprocess
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sources = (".cpp", ".h", ".td", ".g4", ".recipe", ".test", ".mlir", ".py")
screen = 60


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=root, stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
    return [path for path in listed if path and os.path.exists(os.path.join(root, path))]


def folders_to_describe(paths):
    """Folders of the product down to the third level that hold sources, and the folders above them."""
    folders = set()
    for path in paths:
        parts = path.split("/")[:-1]
        if not path.endswith(sources) or not parts or parts[0].startswith("."):
            continue
        if parts[0] == "test":  # mirrors the tree: one page describes it
            parts = parts[:1]
        folders.update("/".join(parts[:n]) for n in range(1, min(len(parts), 3) + 1))
    return {folder for folder in folders if any(os.path.dirname(path) == folder and path.endswith(sources) for path in paths)
            or folder.count("/") == 0}


def is_described(folder):
    if os.path.exists(os.path.join(root, folder, "README.md")):
        return True
    above, name = os.path.split(folder)
    page = os.path.join(root, above, "README.md")
    return bool(above) and os.path.exists(page) and f"`{name}" in open(page, encoding="utf-8").read()


def broken_links(path, text):
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", prose):
        if not os.path.exists(os.path.join(root, os.path.dirname(path), target)):
            yield f"{path}: the link to {target} leads nowhere"


def main():
    paths = tracked()
    problems = [f"{folder} has no README.md" for folder in sorted(folders_to_describe(paths))
                if not is_described(folder)]
    for path in paths:
        if not path.endswith(".md"):
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            text = file.read()
        problems += broken_links(path, text)
        lines = text.count("\n")
        if path.endswith("/README.md") and lines > screen:
            problems.append(f"{path}: {lines} lines (at most {screen})")
    print("\n".join(problems + [f"{0 if problems else 1} passed, {1 if problems else 0} failed"]))
    return 1 if problems else 0


sys.exit(main())
