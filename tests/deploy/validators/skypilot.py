"""Check a service by SkyPilot's schemas of tasks, services and resources."""

import sys
from pathlib import Path

import yaml
from sky.utils import common_utils, schemas

task = yaml.safe_load(Path(sys.argv[1]).read_text())
common_utils.validate_schema(task, schemas.get_task_schema(), "task: ")
common_utils.validate_schema(task["service"], schemas.get_service_schema(), "service: ")
common_utils.validate_schema(task["resources"], schemas.get_resources_schema(), "resources: ")
