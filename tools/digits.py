"""Writes www/data/digits.bin: the first 1,024 of the UCI handwritten digits, from scikit-learn's copy.

    pip install scikit-learn && python3 tools/digits.py

Each image is 65 bytes: 64 pixels row by row, 0 (paper) to 16 (ink), and the digit. Run by hand; made with scikit-learn 1.5.2.
"""

from pathlib import Path

from sklearn.datasets import load_digits

COUNT = 1024

digits = load_digits()
images, labels = digits.data[:COUNT].astype(int), digits.target[:COUNT]
assert images.shape == (COUNT, 64) and images.min() == 0 and images.max() == 16
data = b"".join(bytes([*image, label]) for image, label in zip(images, labels))
(Path(__file__).parent.parent / "www" / "data" / "digits.bin").write_bytes(data)
