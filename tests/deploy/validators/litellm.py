"""Build LiteLLM's router from a configuration; it must know each backend's provider."""

import os
import sys
from pathlib import Path

sys.path.pop(0)  # this file is called like the package
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
import yaml

asked = yaml.safe_load(Path(sys.argv[1]).read_text())
for entry in asked["model_list"]:
    told = entry["litellm_params"]
    for key in ("api_key", "api_base"):
        if key in told:
            prefix, _, variable = told[key].partition("/")
            assert prefix == "os.environ", told[key]
            os.environ[variable] = "https://example.org/v1" if key == "api_base" else "key"
    litellm.get_llm_provider(told["model"])
router = litellm.Router(model_list=asked["model_list"], **asked["router_settings"])
names = {entry["model_name"] for entry in router.model_list}
for rule in router.fallbacks:
    for name, others in rule.items():
        assert {name, *others} <= names, rule
