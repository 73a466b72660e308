"""Python's validators for our schemas. A test that imports this is skipped without jsonschema."""

import datetime
import json
import re
import sys

try:
    import jsonschema
except ModuleNotFoundError as missing:
    if missing.name != "jsonschema":
        raise
    jsonschema = None
if not hasattr(jsonschema, "Draft202012Validator"):
    print("skipped: Python has no module jsonschema, or one that does not know draft 2020-12")
    sys.exit(77)

formats = jsonschema.FormatChecker(formats=())


@formats.checks("date", raises=ValueError)
def is_date(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d") if isinstance(text, str) else True


@formats.checks("date-time", raises=ValueError)
def is_date_time(text):
    if not isinstance(text, str):
        return True
    return datetime.datetime.strptime(re.sub(r"\.\d+", "", text), "%Y-%m-%dT%H:%M:%S%z")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def make_validators(schemas):
    """{name: validator}. The schemas find each other by $id, and nothing is fetched."""

    def make(schema, **where):
        return jsonschema.Draft202012Validator(schema, format_checker=formats, **where)

    try:
        from referencing import Registry, Resource
    except ModuleNotFoundError:  # jsonschema before 4.18
        store = {schema["$id"]: schema for schema in schemas.values()}
        return {
            name: make(schema, resolver=jsonschema.RefResolver(schema["$id"], schema, store))
            for name, schema in schemas.items()
        }
    registry = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()
    )
    return {name: make(schema, registry=registry) for name, schema in schemas.items()}
