"""What stores answer becomes one line without what was signed; some of it is tried again."""

import errno

import pytest
from botocore.exceptions import ClientError, PartialCredentialsError
from s3fs.errors import translate_boto_error

from vidresults.batch.process import failed
from vidresults.batch.row import Job, Options
from vidresults.batch.store_errors import told
from vidresults.errors import ConnectionFailedError, FormatError, OutputError

URI = "s3://bucket/out/a.json"
SIGNED = "StringToSign AKIA1234\nX-Amz-Signature=wJalrXUtn"


def of_s3(code, status):
    """An answer of S3 as s3fs raises it."""
    answer = {
        "Error": {"Code": code, "Message": SIGNED},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return translate_boto_error(ClientError(answer, "PutObject"))


def with_names(kind, **names):
    error = type(kind, (Exception,), {})(SIGNED)
    for name, value in names.items():
        setattr(error, name, value)
    return error


@pytest.mark.parametrize(
    ("error", "problem", "transient"),
    [
        (of_s3("AccessDenied", 403), "access is denied: with these credentials", False),
        (of_s3("InvalidAccessKeyId", 403), "refuses the credentials (InvalidAccessKeyId)", False),
        (of_s3("SignatureDoesNotMatch", 403), "refuses the credentials (Signature", False),
        (of_s3("ExpiredToken", 400), "refuses the credentials (ExpiredToken)", False),
        (of_s3("NoSuchBucket", 404), "there is no such bucket", False),
        (of_s3("KeyTooLongError", 400), "the store refuses it (KeyTooLongError)", False),
        (of_s3("SlowDown", 503), "is busy or ill (SlowDown): try again later", True),
        (of_s3("InternalError", 500), "is busy or ill (InternalError)", True),
        (of_s3("Unheard", 502), "is busy or ill (502)", True),
        (PartialCredentialsError(provider="env", cred_var="k"), "there are no credentials", False),
        (with_names("HttpError", code=403), "access is denied", False),  # gcsfs
        (with_names("HttpError", code=503), "is busy or ill (503)", True),
        (with_names("HttpResponseError", error_code="ContainerNotFound"), "no such bucket", False),
        (with_names("ClientAuthenticationError"), "there are no credentials", False),  # azure
        (ConnectionResetError(SIGNED), "failed or broke (ConnectionResetError)", True),
        (TimeoutError(SIGNED), "failed or broke (TimeoutError)", True),
        (NotImplementedError(SIGNED), "such an address cannot be", False),
    ],
)
def test_an_answer_is_one_line_that_names_the_address(error, problem, transient):
    for writing, permanent in ((True, OutputError), (False, FormatError)):
        with (
            pytest.raises((permanent, ConnectionFailedError)) as caught,
            told(URI, writing=writing),
        ):
            raise error
        text = str(caught.value)
        assert text.startswith(f"{URI}: ")
        assert problem in text
        assert isinstance(caught.value, ConnectionFailedError) == transient
        assert not any(word in text for word in ("AKIA", "wJalr", "StringToSign", "\n"))
        assert caught.value.__cause__ is None
        row = failed(Job(URI, "s3://bucket", Options(command="convert")).blank(), caught.value)
        assert row.transient == transient


@pytest.mark.parametrize(
    "error", [FileNotFoundError("a"), OSError(errno.ENOSPC, "No space left on device")]
)
def test_a_file_that_is_not_there_and_a_full_disk_here_go_through(error):
    with pytest.raises(type(error)) as caught, told(URI):
        raise error
    assert caught.value is error
