"""Check a file by the Compose specification's schema, which lies beside the environment."""

import json
import sys
from pathlib import Path

import jsonschema
import yaml

schema = json.loads((Path(sys.prefix) / "package" / "lib" / "schema.json").read_text())
jsonschema.validate(yaml.safe_load(Path(sys.argv[1]).read_text()), schema)
