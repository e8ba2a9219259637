"""The parts of the page Chuyển dữ liệu: what goes out, what comes in, how it stands."""
