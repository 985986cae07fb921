"""Applies the patches at the start of the emulator."""

import importlib
from collections.abc import Collection, Sequence

from slipway_emulator.patches import upstream
from slipway_emulator.patches.registry import PATCHES, Patch, PatchError

_PACKAGE = "slipway_emulator.patches"


def apply_all(skip: Collection[str] = ()) -> None:
    """Apply every patch, except those named in ``skip``, to the MiniStack that they were written for.

    Raises:
        PatchError: ``skip`` names a patch that doesn't exist, two patches are in the wrong order, or MiniStack or a
            target is another one than in ``upstream.lock``.
    """
    if unknown := sorted(set(skip) - {patch.name for patch in PATCHES}):
        raise PatchError(f"there is no patch {', '.join(unknown)}; `slipway local patches` lists all")
    check_order(PATCHES)
    patches = [patch for patch in PATCHES if patch.name not in skip]
    if patches:
        upstream.check(patches)
    for patch in patches:
        importlib.import_module(f"{_PACKAGE}.{patch.name}").apply()


def check_order(patches: Sequence[Patch]) -> None:
    """Check that every patch that must be the innermost or outermost one of its targets is.

    Raises:
        PatchError: one isn't; names both patches, the target and the reason.
    """
    for number, patch in enumerate(patches):
        if patch.innermost:
            _check_alone(patch, patches[:number], "innermost", "before", patch.innermost)
        if patch.outermost:
            _check_alone(patch, patches[number + 1 :], "outermost", "after", patch.outermost)


def _check_alone(patch: Patch, others: Sequence[Patch], kind: str, place: str, reason: str) -> None:
    for other in others:
        for target in set(patch.targets) & set(other.targets):
            order = f"{other.name} is {place} it in registry.py"
            raise PatchError(f"{patch.name} must be the {kind} patch of {target}, but {order}: {reason}")
