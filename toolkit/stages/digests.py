"""SHA-256 of reports: what makes a paper and its data provably belong together."""

from toolkit.disk import sha256
from toolkit.model import Report, write_data_file


def report_sha256(report: Report) -> str:
    """The digest of everything `report` says, however it was filed."""
    return sha256(write_data_file(report).encode())
