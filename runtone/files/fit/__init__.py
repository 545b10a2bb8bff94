"""FIT: headers and definitions walked in Python, messages decoded together with numpy."""
