"""Check each object of a file by the schemas of a Kubernetes release."""

import sys
from pathlib import Path

import kubernetes_validate
import yaml

for document in yaml.safe_load_all(Path(sys.argv[1]).read_text()):
    kubernetes_validate.validate(document, "1.34", strict=True)
