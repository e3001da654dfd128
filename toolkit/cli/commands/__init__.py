"""One module per command: ``EXAMPLE``, ``add_arguments`` and ``run``."""
