"""Which IAM action a signed call is, and on which resource.

Determined by the service in the signature. Unclear calls are refused: guessing would let calls
through that should not pass.
"""

from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlsplit

from aws_sso.emulator.signed.refusals import SignedRefusalError
from aws_sso.emulator.signed.signatures import SignedCall

Asked = tuple[str, str | None]
"""An action and its resource, None if unknown."""
_PREFIXES = {"monitoring": "cloudwatch", "email": "ses", "tagging": "tag"}
"""IAM's prefix, if it differs from the service name in signatures."""
_BUCKET_READS = {
    "acl": "GetBucketAcl",
    "cors": "GetBucketCORS",
    "encryption": "GetEncryptionConfiguration",
    "lifecycle": "GetLifecycleConfiguration",
    "location": "GetBucketLocation",
    "logging": "GetBucketLogging",
    "notification": "GetBucketNotification",
    "object-lock": "GetBucketObjectLockConfiguration",
    "ownershipControls": "GetBucketOwnershipControls",
    "policy": "GetBucketPolicy",
    "policyStatus": "GetBucketPolicyStatus",
    "publicAccessBlock": "GetBucketPublicAccessBlock",
    "replication": "GetReplicationConfiguration",
    "requestPayment": "GetBucketRequestPayment",
    "tagging": "GetBucketTagging",
    "uploads": "ListBucketMultipartUploads",
    "versioning": "GetBucketVersioning",
    "versions": "ListBucketVersions",
    "website": "GetBucketWebsite",
}
_OBJECT_READS = {
    "acl": "GetObjectAcl",
    "tagging": "GetObjectTagging",
    "uploadId": "ListMultipartUploadParts",
    "versionId": "GetObjectVersion",
}
_PLAIN = frozenset(
    {
        *("list-type", "prefix", "delimiter", "max-keys", "encoding-type", "marker", "key-marker"),
        *("continuation-token", "start-after", "fetch-owner", "x-id", "max-buckets", "partNumber"),
    }
)
"""Parameters that do not change the action of a request."""


def asked_of(call: SignedCall, service: str) -> tuple[Asked, ...]:
    """Return all actions that a call needs; raises SignedRefusalError if that is unclear."""
    if service == "s3":
        return _s3(call)
    prefix = _PREFIXES.get(service, service)
    parts = urlsplit(call.target)
    if target := call.headers.get("x-amz-target"):
        return ((f"{prefix}:{target.rpartition('.')[2]}", None),)
    steps = parts.path.split("/")
    if len(steps) == 5 and steps[1] == "service" and steps[3] == "operation":
        return ((f"{prefix}:{steps[4]}", None),)
    form = parse_qs(call.body.decode("utf-8", "replace")) | parse_qs(parts.query)
    action = form.get("Action", [""])[0]
    if parts.path == "/" and action.isalnum():
        return ((f"{prefix}:{action}", None),)
    raise _unknown(call)


def s3_context(call: SignedCall) -> Mapping[str, tuple[str, ...]]:
    """Return the S3 condition keys of a call."""
    query = parse_qs(urlsplit(call.target).query, keep_blank_values=True)
    return {
        f"s3:{name}": (query[name][0],)
        for name in ("prefix", "delimiter", "max-keys")
        if name in query
    }


def _s3(call: SignedCall) -> tuple[Asked, ...]:
    parts = urlsplit(call.target)
    bucket, _, key = unquote(parts.path.lstrip("/")).partition("/")
    query = parse_qs(parts.query, keep_blank_values=True).keys() - _PLAIN
    if not bucket:
        if call.method != "GET" or query:
            raise _unknown(call)
        return (("s3:ListAllMyBuckets", "*"),)
    arn = f"arn:aws:s3:::{bucket}"
    if not key:
        return _bucket(call, arn, query)
    return _object(call, f"{arn}/{key}", query)


def _bucket(call: SignedCall, arn: str, query: set[str]) -> tuple[Asked, ...]:
    match call.method, sorted(query):
        case (("GET" | "HEAD"), []):
            return (("s3:ListBucket", arn),)
        case "GET", [one] if one in _BUCKET_READS:
            return ((f"s3:{_BUCKET_READS[one]}", arn),)
        case "PUT", []:
            return (("s3:CreateBucket", arn),)
        case "DELETE", []:
            return (("s3:DeleteBucket", arn),)
        case "POST", ["delete"]:
            return (("s3:DeleteObject", f"{arn}/*"),)
    raise _unknown(call)


def _object(call: SignedCall, arn: str, query: set[str]) -> tuple[Asked, ...]:
    match call.method, sorted(query):
        case (("GET" | "HEAD"), []):
            return (("s3:GetObject", arn),)
        case (("GET" | "HEAD"), [one]) if one in _OBJECT_READS:
            return ((f"s3:{_OBJECT_READS[one]}", arn),)
        case "PUT", [] | ["uploadId"]:
            source = call.headers.get("x-amz-copy-source")
            if source is None:
                return (("s3:PutObject", arn),)
            from_arn = f"arn:aws:s3:::{unquote(source).lstrip('/').partition('?')[0]}"
            return (("s3:PutObject", arn), ("s3:GetObject", from_arn))
        case "POST", ["uploads"] | ["uploadId"]:
            return (("s3:PutObject", arn),)
        case "DELETE", []:
            return (("s3:DeleteObject", arn),)
        case "DELETE", ["uploadId"]:
            return (("s3:AbortMultipartUpload", arn),)
    raise _unknown(call)


def _unknown(call: SignedCall) -> SignedRefusalError:
    path = urlsplit(call.target).path
    return SignedRefusalError(
        "AccessDenied",
        f"the emulator cannot determine the action of {call.method} {path}, so it refuses the call",
        403,
    )
