"""The outline of the figure and of the muscle groups on it, as SVG paths.

Drawn for this project in a box of 200 by 470 with the body's midline at x = 100. Only one side is drawn; the other is
its mirror image, so the figure is symmetric by construction. The figure stands for nobody's shape.
"""

MIDLINE = 100

HEAD = "M100 10 C114 10 121 21 120 36 C119 51 111 63 100 63 Z"

HALF_BODY = (
    "M100 56 L109 56 C109 66 110 72 117 76 C128 81 141 83 147 93 C153 104 153 122 156 140 "
    "C159 158 165 176 169 196 C171 204 174 212 175 221 C176 230 173 238 168 240 C163 241 161 234 161 226 "
    "C160 218 158 210 155 202 C149 184 144 166 142 150 C140 140 138 130 136 122 "
    "C134 136 130 148 129 160 C128 174 132 186 136 200 C140 216 141 234 139 252 "
    "C137 274 131 294 129 314 C128 326 131 338 131 352 C131 372 124 392 121 412 "
    "C120 420 122 428 127 436 C130 442 127 447 119 447 C111 447 106 444 106 436 C106 426 108 418 107 408 "
    "C106 388 104 372 105 354 C106 340 107 328 106 314 C105 290 103 262 101 240 L100 238 Z"
)

FRONT_GROUPS: dict[str, tuple[str, ...]] = {
    "core": ("M100 126 C112 126 121 130 124 138 C123 150 122 164 124 178 C124 190 114 206 100 212 Z",),
    "hip_flexors": (
        "M132 192 C136 202 138 212 138 222 C130 232 120 240 108 244 C104 242 102 238 102 234 C112 224 124 208 132 "
        "192 Z",
    ),
    "quads": (
        "M137 230 C138 254 134 276 128 300 C124 310 112 312 109 302 C107 284 105 266 104 250 C116 247 128 240 137 "
        "230 Z",
    ),
    "shins": (
        "M109 336 C114 332 122 332 126 340 C128 362 121 386 117 408 C115 412 111 412 110 408 C110 388 107 362 109 "
        "336 Z",
    ),
}

BACK_GROUPS: dict[str, tuple[str, ...]] = {
    "core": ("M100 134 C106 134 112 140 114 150 C115 164 119 176 126 184 C118 190 108 194 100 196 Z",),
    "glutes": ("M101 204 C110 198 124 193 132 198 C139 208 141 226 136 238 C130 248 110 250 101 236 Z",),
    "hamstrings": (
        "M136 248 C137 266 131 286 127 306 C124 314 112 314 109 306 C107 288 105 270 104 250 C114 256 126 256 136 "
        "248 Z",
    ),
    "calves": (
        "M109 332 C114 326 122 326 127 334 C132 350 129 370 122 388 C119 394 112 394 110 388 C106 370 104 350 109 "
        "332 Z",
    ),
}

FRONT_LABELS: dict[str, tuple[float, float]] = {
    "core": (84, 165),
    "hip_flexors": (68, 216),
    "quads": (70, 275),
    "shins": (80, 368),
}
"""Where a label's line ends on the left half of the front figure."""

BACK_LABELS: dict[str, tuple[float, float]] = {
    "core": (112, 172),
    "glutes": (126, 222),
    "hamstrings": (126, 282),
    "calves": (122, 356),
}
"""Where a label's line ends on the right half of the back figure."""
