"""validate.py SCHEMA: holds every line of standard input to a JSON schema. Knows the words of JSON schema that
docs/schemas uses, and stops at others."""
import json
import re
import sys

types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
silent = {"$schema", "title", "description", "$defs"}


def fits(schema, value, root, where="line"):
    """Yields what is wrong."""
    for word, wanted in schema.items():
        if word in silent:
            continue
        if word == "$ref":
            yield from fits(root["$defs"][wanted.rsplit("/", 1)[1]], value, root, where)
        elif word == "oneOf":
            found = [list(fits(option, value, root, where)) for option in wanted]
            if sum(not problems for problems in found) != 1:
                yield f"{where}: fits {sum(not p for p in found)} of the alternatives: {min(found, key=len)}"
        elif word == "allOf":
            for option in wanted:
                yield from fits(option, value, root, where)
        elif word == "type":
            if not isinstance(value, types[wanted]) or (wanted == "integer" and isinstance(value, bool)):
                yield f"{where}: {value!r} is no {wanted}"
        elif word == "required":
            yield from (f"{where}: no {name}" for name in wanted if name not in value)
        elif word == "properties":
            for name, inner in wanted.items():
                if isinstance(value, dict) and name in value:
                    yield from fits(inner, value[name], root, f"{where}.{name}")
        elif word == "items":
            for i, item in enumerate(value):
                yield from fits(wanted, item, root, f"{where}[{i}]")
        elif word in ("const", "enum"):
            if value not in (wanted if word == "enum" else [wanted]):
                yield f"{where}: {value!r} is not {wanted}"
        elif word == "pattern":
            if not re.search(wanted, value):
                yield f"{where}: {value!r} is not like {wanted}"
        elif word == "minimum":
            if value < wanted:
                yield f"{where}: {value} is below {wanted}"
        elif word in ("minItems", "maxItems"):
            if (len(value) - wanted) * (1 if word == "minItems" else -1) < 0:
                yield f"{where}: has {len(value)} items"
        else:
            sys.exit(f"validate.py does not know {word}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    lines = [json.loads(line) for line in sys.stdin]
    problems = [problem for line in lines for problem in fits(schema, line, schema)]
    print("\n".join(problems + [f"{len(lines)} lines, {len(problems)} problems"]))
    return 1 if problems or not lines else 0


sys.exit(main())
