"""
Anybody's connector between the machines: any Web Connector service, any client of JAGGAER.

Rule 1: of the connector nothing is known but its .qwc file, its password, and how it is made to read JAGGAER.
Rule 2: a WSGI app is called in this process; without one, whatever listens at the AppURL is called over HTTP.
Rule 3: the world moves only while a test moves it: a connector that runs in threads or processes of its own gets to
        JAGGAER while the Web Connector or a poll waits for it.
"""

from scenarios.under_test.connector import UnderTest

__all__ = ["UnderTest"]
