"""SHA-256 of files and of reports: what makes a paper and its data provably belong together."""

import hashlib

from toolkit.model import Report, write_data_file


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def report_sha256(report: Report) -> str:
    """The digest of everything `report` says, however it was filed."""
    return sha256(write_data_file(report).encode())
