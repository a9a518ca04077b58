//! The exponential of many numbers at once.
//!
//! A fit spends most of its time in exponentials. Without a call and without a branch the compiler computes several side
//! by side, which the exponential of the standard library does not allow.

use std::f64::consts::{LN_2, LOG2_E};

/// Added to a number below 2⁵¹ it leaves no room for a fraction: the sum's last bits are the number, rounded.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts; the product of a whole number below 2¹¹ with the first is exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// From here to there the power of two is a number, or infinite.
const LEAST: f64 = -1022.0 * LN_2;
const GREATEST: f64 = 1024.0 * LN_2;

/// eˣ to within two units in the last place; the least normal number where it would be below, infinite above 2^1023.5.
#[inline]
pub(super) fn exponential(x: f64) -> f64 {
    // Written so that what is not a number stays so.
    let x = if x > GREATEST { GREATEST } else { x };
    let x = if x < LEAST { LEAST } else { x };
    let shifted = x * LOG2_E + ROUNDER;
    let whole = shifted - ROUNDER;
    let rest = (x - whole * LN_2_HIGH) - whole * LN_2_LOW;
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    taylor(rest) * power
}

/// Taylor's series of degree 13: within ±ln 2 / 2 the rest is below 1e-17. Pairs of terms wait for each other less than
/// one long chain of products does (Estrin's scheme).
#[inline]
fn taylor(x: f64) -> f64 {
    let x2 = x * x;
    let x4 = x2 * x2;
    let pair = |n: f64, m: f64| 1.0 / n + x * (1.0 / m);
    let low = (1.0 + x) + x2 * pair(2.0, 6.0);
    let middle = pair(24.0, 120.0) + x2 * pair(720.0, 5_040.0);
    let high = pair(40_320.0, 362_880.0) + x2 * pair(3_628_800.0, 39_916_800.0);
    let top = pair(479_001_600.0, 6_227_020_800.0);
    low + x4 * (middle + x4 * (high + x4 * top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential_of_the_standard_library() {
        for step in -700_000..700_000 {
            let x = f64::from(step) * 1.000_1e-3;
            let wanted = x.exp();
            assert!((exponential(x) - wanted).abs() <= 2.0 * f64::EPSILON * wanted, "{x}");
        }
        assert_eq!((exponential(0.0), exponential(-0.0)), (1.0, 1.0));
    }

    #[test]
    fn what_is_out_of_range_is_least_or_infinite() {
        assert_eq!((exponential(710.0), exponential(f64::INFINITY)), (f64::INFINITY, f64::INFINITY));
        for low in [-709.0, -1e9, f64::NEG_INFINITY] {
            assert!((exponential(low) / f64::MIN_POSITIVE - 1.0).abs() < 1e-12);
        }
        assert!(exponential(f64::NAN).is_nan());
    }
}
