"""Settings of all tests."""

from hypothesis import settings

settings.register_profile("nianbao", deadline=None, derandomize=True)
settings.load_profile("nianbao")
