"""
The road back: what QuickBooks owns is written to JAGGAER.

``noticing`` hears of QuickBooks' records, ``deciding`` says what JAGGAER is to have of them, ``looking`` looks at
JAGGAER, ``sending`` writes and settles, ``answering`` is what people say about what waits, and ``showing`` what they
are shown.
"""
