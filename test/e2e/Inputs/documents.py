#!/usr/bin/env python3
"""documents.py COUNT [SEED]: JSON lines {id, text} in English and Chinese, some repeated, some short, some repetitive."""
import json
import random
import sys

ENGLISH = ("the be to of and that have with file system command option user package document page window text value "
           "network server kernel module which these when there set list of all lines").split()
CHINESE = "文件系统命令选项用户软件包文档页面窗口文本值网络服务器内核模块这些当时设置列表所有行的是在有和不"


def english(rng):
    return " ".join(rng.choice(ENGLISH) for _ in range(rng.randint(1, 160)))


def chinese(rng):
    return "，".join("".join(rng.choice(CHINESE) for _ in range(rng.randint(2, 12))) for _ in range(rng.randint(1, 40)))


def repetitive(rng):
    return "\n".join([rng.choice(["# see also ...", "- the same line again", "重复的一行"])] * rng.randint(2, 30))


def main():
    count = int(sys.argv[1])
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    texts = []
    for number in range(count):
        kind = rng.random()
        if kind < 0.1 and texts:
            text = rng.choice(texts)
        else:
            text = (repetitive if kind < 0.2 else english if kind < 0.6 else chinese)(rng)
            texts.append(text)
        print(json.dumps({"id": number, "text": text}, ensure_ascii=rng.random() < 0.1))


main()
