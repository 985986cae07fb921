"""A program in the place of the AWS provider that prints the same when it is started alone."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FAKE = f"""#!{sys.executable}
import json, os, sys, tempfile, time
open(os.environ.get("STARTED", os.devnull), "a").write("x")
print("Provider started. To attach Terraform CLI, set the variable:\\n", flush=True)
known = {{"Pid": os.getpid(), "environment": dict(os.environ), "arguments": sys.argv[1:], "cwd": os.getcwd()}}
descriptor, socket = tempfile.mkstemp(prefix="plugin", dir=os.environ["PLUGIN_UNIX_SOCKET_DIR"])
address = {{"Addr": {{"Network": "unix", "String": socket}}}}
known["socket"] = socket
value = json.dumps({{"registry.terraform.io/hashicorp/aws": known | address}})
print("\\tTF_REATTACH_PROVIDERS='" + value + "'\\n", flush=True)
time.sleep(600)
"""


def make_data_dir(data_dir: Path, program: str = FAKE, version: str = "5.100.0") -> Path:
    """Make Terraform's working data as after ``terraform init`` with a program as provider."""
    binary = data_dir / f"providers/registry.terraform.io/hashicorp/aws/{version}/linux_amd64/terraform-provider-aws_v5"
    binary.parent.mkdir(parents=True)
    binary.write_text(program)
    binary.chmod(0o755)
    return data_dir


def reattached(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the description of the provider in the variables."""
    ((_, provider),) = json.loads(variables["TF_REATTACH_PROVIDERS"]).items()
    return provider
