"""Bind each call of a script to the functions of Vertex AI's client."""

import ast
import inspect
import sys
from pathlib import Path

from google.cloud import aiplatform
from google.cloud.aiplatform_v1.types import AcceleratorType

FUNCTIONS = {
    "aiplatform.init": aiplatform.init,
    "aiplatform.Model.upload": aiplatform.Model.upload,
    "model.deploy": aiplatform.Model.deploy,
}
seen = set()
for call in ast.walk(ast.parse(Path(sys.argv[1]).read_text())):
    if isinstance(call, ast.Call) and ast.unparse(call.func) in FUNCTIONS:
        name = ast.unparse(call.func)
        seen.add(name)
        given = {k.arg: k.value for k in call.keywords}
        unknown = given.keys() - inspect.signature(FUNCTIONS[name]).parameters.keys()
        assert not unknown, (name, unknown)
        if "accelerator_type" in given:
            AcceleratorType[ast.literal_eval(given["accelerator_type"])]
assert seen == FUNCTIONS.keys(), seen
