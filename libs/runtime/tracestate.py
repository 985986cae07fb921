"""W3C's ``tracestate``: what the tracing systems of a trace add to it, which each passes on to the next.

https://www.w3.org/TR/trace-context/#tracestate-header
"""

import re

_MOST_MEMBERS = 32
_MOST_CHARACTERS = 512
_LONG = 128  # characters of a member that is dropped before the others
_MEMBER = re.compile(r"[a-z0-9][a-z0-9_*/@-]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]")


def valid(tracestate: str) -> str:
    """Return a ``tracestate`` as it is passed on; empty if it is invalid, or has more than 32 members.

    W3C has vendors pass on 512 characters at least. Here these are the most, since the value is stored with each
    change. Of a longer one whole members are dropped, the long ones first and then from the end.
    """
    members = [member for text in tracestate.split(",") if (member := text.strip(" \t"))]
    if len(members) > _MOST_MEMBERS or not all(map(_MEMBER.fullmatch, members)):
        return ""
    length = sum(map(len, members)) + len(members) - 1
    for least in (_LONG + 1, 0):
        for index in reversed(range(len(members))):
            if length > _MOST_CHARACTERS and len(members[index]) >= least:
                length -= len(members.pop(index)) + 1
    return ",".join(members)
