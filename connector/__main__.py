"""The ``connector`` command."""

from connector.cli import main

if __name__ == "__main__":
    main()

__all__ = ["main"]
