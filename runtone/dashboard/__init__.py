"""The Streamlit dashboard."""


def main() -> None:
    raise NotImplementedError
