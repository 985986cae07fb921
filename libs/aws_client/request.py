"""The HTTP request of a call."""


class Request:
    """An HTTP request before it is signed.

    Attributes:
        method: the HTTP method.
        path: the path as it is sent.
        query: the query as it is sent, without the question mark.
        headers: headers by lower-case name.
        body: the content.
        bucket: bucket of S3; it becomes a part of the host or the path.
    """

    def __init__(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes, bucket: str = ""
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.bucket = bucket
