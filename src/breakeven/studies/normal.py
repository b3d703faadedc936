"""Quantiles of the normal distribution, without the half second that importing SciPy's costs."""

import numpy as np

from breakeven.domain.numbers import Array

Coefficients = tuple[float, ...]

# Wichura's PPND16: numerator and denominator by rising powers, for the middle, the shoulders and
# the tails.
MIDDLE: tuple[Coefficients, Coefficients] = (
    (
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ),
    (
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)
SHOULDER: tuple[Coefficients, Coefficients] = (
    (
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    (
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)
TAIL: tuple[Coefficients, Coefficients] = (
    (
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    (
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)


def normal_quantile(share: Array | float) -> Array:
    """Return the standard normal value that a share of draws, within (0, 1), lies below.

    Wichura (1988), Algorithm AS 241, PPND16: a relative error of about 1e-15.

    >>> normal_quantile(0.95).round(6)
    np.float64(1.644854)
    """
    u = np.asarray(share, float)
    q = u - 0.5
    found = q * _ratio(MIDDLE, 0.180625 - q * q)
    outer = np.abs(q) > 0.425
    if outer.any():
        depth = np.sqrt(-np.log(np.minimum(u, 1.0 - u)[outer]))
        far = np.where(depth <= 5.0, _ratio(SHOULDER, depth - 1.6), _ratio(TAIL, depth - 5.0))
        found = np.array(found)
        found[outer] = np.copysign(far, q[outer])
    return np.asarray(found)[()]


def _ratio(of: tuple[Coefficients, Coefficients], x: Array) -> Array:
    """Return one polynomial over another, by Horner's rule."""
    above, below = (np.full_like(x, c[-1]) for c in of)
    for a, b in zip(of[0][-2::-1], of[1][-2::-1], strict=True):
        above = above * x + a
        below = below * x + b
    return above / below
