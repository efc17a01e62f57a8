"""A bucket of a server that speaks S3: what is put comes back whole or in stretches, and goes when it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.adapters.bucket import Bucket, BucketUnavailable, signed
from shared.core.buckets import BadBucketUrl, BucketAddress
from tests.integration.s3_server import S3Server, s3_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def bucket(server: S3Server) -> Iterator[Bucket]:
    bucket = Bucket(BucketAddress.read(server.url()))
    yield bucket
    bucket.close()


def test_a_request_is_signed_as_the_published_example_is() -> None:
    address = BucketAddress(
        "https://examplebucket.s3.amazonaws.com",
        "examplebucket.s3.amazonaws.com",
        "/",
        "us-east-1",
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )

    headers = signed(address, "GET", "/", query="max-keys=2&prefix=J", now=datetime(2013, 5, 24, tzinfo=UTC))

    expected = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    assert headers["authorization"].endswith(f"Signature={expected}")


def test_a_file_is_read_from_anywhere_in_it_over_several_stretches(bucket: Bucket, tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000  # two stretches and a half
    (tmp_path / "file").write_bytes(content)
    bucket.put("ai/tệp 1", tmp_path / "file")

    with bucket.open("ai/tệp 1") as file:
        begins, ends = file.read(70_000), file.seek(-5, 2)
        last = file.read()
        file.seek(1_000_000)
        across = file.read(100_000)

    assert (begins, last, ends) == (content[:70_000], content[-5:], len(content) - 5)
    assert across == content[1_000_000:1_100_000]
    with bucket.open("ai/tệp 1") as file:
        assert file.read() == content


def test_what_is_not_there_is_not_found_and_a_folder_is_deleted_whole(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    for name in ("a1/x", "a1/y", "a2/x"):
        bucket.put(name, tmp_path / "file")

    bucket.delete_all("a1")
    bucket.delete_all("a1")

    for name in ("a1/x", "a1/y"):
        with pytest.raises(FileNotFoundError):
            bucket.open(name)
    with bucket.open("a2/x") as file:
        assert file.read() == b"abc"


def test_a_wrong_secret_or_no_bucket_is_trouble_and_never_a_missing_file(server: S3Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")

    for url in (server.url(secret="wrong"), server.url(bucket="nowhere/x")):
        bucket = Bucket(BucketAddress.read(url))
        with pytest.raises(BucketUnavailable) as put:
            bucket.put("b/x", tmp_path / "file")
        with pytest.raises(BucketUnavailable):
            bucket.open("b/x")
        assert "wrong" not in str(put.value)
        bucket.close()


@pytest.mark.parametrize(
    "url",
    ["", "s3://k:s@h/b", "https://h/bucket", "https://k:s@h", "https://k:s@h/b?zone=1", "https://k:s@h:x/b"],
)
def test_what_is_no_address_of_a_bucket_is_refused(url: str) -> None:
    with pytest.raises(BadBucketUrl):
        BucketAddress.read(url)
