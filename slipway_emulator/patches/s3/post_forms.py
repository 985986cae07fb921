"""A form may be signed with temporary credentials, and what follows its file is ignored.

"The file or text content must be the last field in the form. Any fields below it are ignored.":
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
A form signed with temporary credentials has the field ``x-amz-security-token``:
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html

MiniStack finds no account of such credentials, so that it denies the form as one of another account. It refuses a
field after the file, such as the form's button, as one that the policy doesn't name.
"""

import functools

from ministack.core.responses import _account_from_sts_session
from ministack.services import s3

_Field = tuple[str, str | None, dict[str, str], bytes]


def apply() -> None:
    """Wrap the functions that find the account of an access key, and read a form."""
    account_of, parse = s3._account_from_access_key, s3._parse_multipart_form

    @functools.wraps(account_of)
    def account_from_access_key(access_key: str) -> str:
        account: str = _account_from_sts_session(access_key) or account_of(access_key)
        return account

    @functools.wraps(parse)
    def parse_multipart_form(content_type: str, body: bytes) -> list[_Field]:
        fields: list[_Field] = parse(content_type, body)
        names = [name for name, *_ in fields]
        return fields[: names.index("file") + 1] if "file" in names else fields

    s3._account_from_access_key, s3._parse_multipart_form = account_from_access_key, parse_multipart_form
