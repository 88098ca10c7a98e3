"""What a browser says in its console, where nobody would look otherwise."""


def complaints_of(page) -> list[str]:
    """Return a list to which a page adds from now on what it complains of: styles and scripts that were blocked,
    errors, files that are missing.
    """
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found
