"""The conformance kit and its witnesses."""
