"""The environment variables with which Terraform uses one target, independent of the shell's AWS settings."""

import os
from pathlib import Path

from slipway.aws.target import Target
from slipway.terraform import provider_mirror

# Terraform and the provider collect garbage less often (https://go.dev/doc/gc-guide#GOGC): a plan takes a quarter less
# CPU time and 0.2 GB more memory, since most of it is the provider's schema, which is read at the start and kept.
_GARBAGE_COLLECTION = "400"  # percent; Go's default is 100
# The others change what a command does, e.g. TF_VAR_*, TF_WORKSPACE and TF_CLI_ARGS:
# https://developer.hashicorp.com/terraform/cli/config/environment-variables
_KEPT_OF_TERRAFORM = ("TF_LOG", "TF_PLUGIN_CACHE_DIR")


def environment_for(target: Target, root: Path) -> dict[str, str]:
    """Return the whole environment for Terraform on a target.

    Of the shell's ``AWS_*`` variables and AWS configuration files, nothing reaches Terraform on the local AWS.
    The shell's ``GOGC`` stays.
    On AWS itself they stay, since the credentials may be in any of them.

    Args:
        target: goes to Terraform as its AWS variables.
        root: the project. ``.slipway`` in it gets the CLI configuration that names the provider mirror or, where
            there is none, the providers, which are downloaded once for all configurations: hashicorp/aws is 150 MB.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not (name.startswith("TF_") and not name.startswith(_KEPT_OF_TERRAFORM))
        and not (name.startswith("AWS_") and target.is_local)
    }
    if target.is_local:
        environment |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    if configuration := provider_mirror.cli_configuration(root / ".slipway"):
        environment["TF_CLI_CONFIG_FILE"] = str(configuration)
    else:
        environment.setdefault("TF_PLUGIN_CACHE_DIR", str(root / ".slipway" / "plugin-cache"))
        # Otherwise Terraform uses the cache only for providers in a lock file, and modules have none:
        # https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
        environment["TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE"] = "true"
    environment.setdefault("GOGC", _GARBAGE_COLLECTION)
    return environment | target.environment() | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
