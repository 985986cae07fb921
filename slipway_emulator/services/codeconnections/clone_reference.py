"""The artifact of a source with the format CODEBUILD_CLONE_REF: a commit that a build clones with its history.

https://docs.aws.amazon.com/codepipeline/latest/userguide/tutorials-github-gitclone.html
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from slipway_emulator import control
from slipway_emulator.services.codeconnections import git


@dataclass(frozen=True)
class CloneReference:
    """A commit of a repository behind a connection."""

    connection_arn: str
    repository: str
    commit: str

    @classmethod
    def load(cls, file: Path) -> "CloneReference | None":
        """Return the reference in an artifact's file; None if it is another file, e.g. a zip."""
        with file.open("rb") as content:
            if content.read(1) != b"{":
                return None
        try:
            return cls(**json.loads(file.read_bytes()))
        except (ValueError, TypeError):
            return None

    def dump(self) -> bytes:
        """Return the content of the artifact's file."""
        return json.dumps(asdict(self)).encode()

    def clone(self, account: str, folder: Path) -> None:
        """Clone the repository of an account into an empty folder, and check the commit out.

        Raises:
            subprocess.SubprocessError: the commit no longer exists.
            OSError: there is no git, or the repository isn't registered.
        """
        repository = control.repository(account, self.repository)
        if repository is None:
            raise FileNotFoundError(f"the repository {self.repository} is not registered")
        git.run(repository, "clone", "--quiet", "--no-checkout", str(repository), str(folder))
        git.run(folder, "checkout", "--quiet", "--detach", self.commit)
