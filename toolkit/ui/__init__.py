"""The page for the clerk: a whole round in the browser, on this machine alone.

Entry: :func:`serve`. It computes nothing: a view calls the workflow and shows what it gives. The only room that knows
the web (Starlette, uvicorn, Jinja2: the extra ``nianbao[ui]``). May import: ``toolkit.workflow`` and everything below.

The way of a click: :mod:`guard` (is it this browser, from our own page?) → :mod:`app` (which view?) → a module of
:mod:`toolkit.ui.views` → a page of ``pages/``, drawn by :mod:`rendering`. What takes long is a :mod:`task`.
"""

from toolkit.ui.serving import serve

__all__ = ["serve"]
