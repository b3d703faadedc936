"""Look each flag of a command up in the source of vLLM's argument parsers."""

import re
import sys
from pathlib import Path

sources = [
    p for p in Path(sys.prefix).rglob("vllm/**/*.py") if p.name in ("arg_utils.py", "cli_args.py")
]
known = set(re.findall(r'"(--[a-z0-9-]+)"', "".join(p.read_text() for p in sources)))
known |= {"--host", "--port"} if any(p.name == "cli_args.py" for p in sources) else set()
text = "\n".join(x for x in Path(sys.argv[1]).read_text().splitlines() if not x.startswith("#"))
unknown = set(re.findall(r"(?:^|\s)(--[a-z0-9-]+)", text)) - known
assert sources, "no source of vLLM is installed"
assert not unknown, unknown
