"""Refusals of signed calls, in the words and format of the caller's protocol."""

import json
from xml.sax.saxutils import escape

from starlette.responses import Response


class SignedRefusalError(Exception):
    """An error of a signed call: AWS's code, HTTP status, message."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def denied(who: str, action: str, resource: str | None, why: str) -> SignedRefusalError:
    """Return AWS's message for a call that policies do not allow."""
    on = f" on resource: {resource}" if resource else ""
    return SignedRefusalError(
        "AccessDenied", f"User: {who} is not authorized to perform: {action}{on} ({why})", 403
    )


def answered(error: SignedRefusalError, service: str, is_json: bool) -> Response:
    """Return a refusal in the format of a service's protocol."""
    code, message = escape(error.code), escape(error.message)
    request_id = "00000000-0000-0000-0000-000000000000"
    if is_json:
        name = "AccessDeniedException" if error.code == "AccessDenied" else error.code
        body = json.dumps({"__type": name, "message": error.message})
        return Response(
            body, error.status, {"x-amzn-ErrorType": name}, "application/x-amz-json-1.1"
        )
    inner = f"<Code>{code}</Code><Message>{message}</Message>"
    if service == "s3":
        body = f"<Error>{inner}<RequestId>{request_id}</RequestId></Error>"
    elif service == "ec2":
        body = (
            f"<Response><Errors><Error>{inner}</Error></Errors>"
            f"<RequestID>{request_id}</RequestID></Response>"
        )
    else:
        body = (
            '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
            f"<Error><Type>Sender</Type>{inner}</Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )
    return Response(body, error.status, media_type="text/xml")
