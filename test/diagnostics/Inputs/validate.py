"""validate.py SCHEMA: holds every line of standard input to a JSON schema. Knows the words of JSON schema that
docs/schemas uses, and stops at others."""
import json
import os
import re
import sys

types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "number": (int, float)}
silent = {"$schema", "title", "description", "$defs", "folder"}


def schema_of(path):
    with open(path, encoding="utf-8") as file:
        return {**json.load(file), "folder": os.path.dirname(path)}


def fits(schema, value, root, where="line"):
    """Yields what is wrong."""
    for word, wanted in schema.items():
        if word in silent:
            continue
        if word == "$ref":
            file, name = wanted.split("#/$defs/")
            inside = schema_of(os.path.join(root["folder"], file)) if file else root
            yield from fits(inside["$defs"][name], value, inside, where)
        elif word == "oneOf":
            found = [list(fits(option, value, root, where)) for option in wanted]
            if sum(not problems for problems in found) != 1:
                yield f"{where}: fits {sum(not p for p in found)} of the alternatives: {min(found, key=len)}"
        elif word == "allOf":
            for option in wanted:
                yield from fits(option, value, root, where)
        elif word == "type":
            if not isinstance(value, types[wanted]) or (wanted in ("integer", "number") and isinstance(value, bool)):
                yield f"{where}: {value!r} is no {wanted}"
        elif word == "required":
            yield from (f"{where}: no {name}" for name in wanted if isinstance(value, dict) and name not in value)
        elif word == "properties":
            for name, inner in wanted.items():
                if isinstance(value, dict) and name in value:
                    yield from fits(inner, value[name], root, f"{where}.{name}")
        elif word == "additionalProperties":
            for name, inner in value.items() if isinstance(value, dict) else ():
                yield from fits(wanted, inner, root, f"{where}.{name}")
        elif word == "items":
            for i, item in enumerate(value if isinstance(value, list) else ()):
                yield from fits(wanted, item, root, f"{where}[{i}]")
        elif word in ("const", "enum"):
            if value not in (wanted if word == "enum" else [wanted]):
                yield f"{where}: {value!r} is not {wanted}"
        elif word == "pattern":
            if isinstance(value, str) and not re.search(wanted, value):
                yield f"{where}: {value!r} is not like {wanted}"
        elif word == "minimum":
            if isinstance(value, (int, float)) and value < wanted:
                yield f"{where}: {value} is below {wanted}"
        elif word in ("minItems", "maxItems"):
            if isinstance(value, list) and (len(value) - wanted) * (1 if word == "minItems" else -1) < 0:
                yield f"{where}: has {len(value)} items"
        else:
            sys.exit(f"validate.py does not know {word}")


def main():
    schema = schema_of(sys.argv[1])
    lines = [json.loads(line) for line in sys.stdin]
    problems = [problem for line in lines for problem in fits(schema, line, schema)]
    print("\n".join(problems + [f"{len(lines)} lines, {len(problems)} problems"]))
    return 1 if problems or not lines else 0


sys.exit(main())
