"""A project of 20 apps or another number, the same for each of the peers."""

from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = [f"app-{number:02}" for number in range(20)]
_HANDLER = "import idna\n\n\ndef handler(event, context):\n    return {answer!r}\n"
# A package of one wheel that runs anywhere; its download is in both peers' caches after the first round.
_REQUIREMENTS = """idna==3.10 \\
    --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3
"""
_SAM = """AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: sam
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              Service: lambda.amazonaws.com
"""
_SAM_FUNCTION = """  App{number}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: sam-{name}
      Code: apps/{name}
      Handler: {module}.handler
      Role: !GetAtt Role.Arn
      Runtime: python3.13
      Architectures: [arm64]
"""
_SETTINGS = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "bench"\n'
_VERSIONS = 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'


def make(root: Path, names: Sequence[str] = NAMES) -> None:
    """Write the project: apps, a SAM template, the stack of Slipway's module, and one whose code is Terraform's."""
    for name in names:
        change(root, name, "first")
        (root / "apps" / name / "requirements.txt").write_text(_REQUIREMENTS)
    (root / "slipway.toml").write_text(_SETTINGS)
    functions = [_SAM_FUNCTION.format(number=n, name=x, module=x.replace("-", "_")) for n, x in enumerate(names)]
    (root / "template.yaml").write_text(_SAM + "".join(functions))
    for stack in ("deployed", "applied"):
        (root / "iac" / stack).mkdir(parents=True)
        text = (
            (Path(__file__).parent / f"{stack}.tf").read_text().replace("MODULES", f"{ROOT}//modules")
        )  # a package with all modules
        (root / "iac" / stack / "main.tf").write_text(_VERSIONS + text)


def change(root: Path, name: str, answer: str, imports: str = "") -> None:
    """Have an app answer something else, after further imports."""
    file = root / "apps" / name / f"{name.replace('-', '_')}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(imports + _HANDLER.format(answer=answer))
