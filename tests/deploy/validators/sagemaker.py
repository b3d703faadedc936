"""Check a template by CloudFormation's own resource schemas of one region."""

import sys
from pathlib import Path

from cfnlint import api
from cfnlint.config import ManualArgs

found = api.lint(Path(sys.argv[1]).read_text(), config=ManualArgs(regions=["us-east-1"]))
if found:
    sys.exit("\n".join(str(match) for match in found))
