//! Has a cluster in space and time begun? A look after each event.

use crate::error::InteractionError;

/// What is known after one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Emergence {
    /// The Shiryaev–Roberts statistic; it grows by about 1 per event while nothing happens.
    pub statistic: f64,
    /// The event around which, and since which, a cluster is likeliest.
    pub origin: usize,
}

/// The surveillance of Assunção & Correa (2009, *Comput. Stat. Data Anal.* 53:2817) for clusters that begin.
///
/// `places` are those of the events in the order in which they happened; their exact times are not needed. After event
/// `n` every earlier event `k` is taken as the origin of a cluster: the cylinder around it of the given `radius`,
/// alive since it happened, holds `N` events where `μ = B (n − k + 1) / n` are expected, `B` being all events
/// within the radius so far. With a rise by the factor `1 + rise` inside,
///
/// ```text
/// Rₙ = Σₖ (1 + rise)^N exp(−rise μ)
/// ```
///
/// An alarm is given when `R` passes the number of events that one is ready to wait, on average, for a false one. Cost:
/// O(n²).
///
/// ```
/// use statistics::interaction::emergence;
/// // Two hundred events all over a lattice, then twenty at one spot.
/// let spread = (0..200_i32).map(|i| [f64::from(i * 7 % 20), f64::from(i * 13 % 17)]);
/// let places: Vec<[f64; 2]> = spread.chain(std::iter::repeat_n([3.2, 4.1], 20)).collect();
/// let seen = emergence(&places, 0.7, 0.5)?;
/// assert!(seen[199].statistic < 250.0 && seen[219].statistic > 1000.0);
/// assert!(seen[219].origin >= 195);
/// # Ok::<(), statistics::error::InteractionError>(())
/// ```
///
/// # Errors
/// [`InteractionError`]: no event, a place that is not finite, a radius or rise that is not positive and finite.
pub fn emergence(places: &[[f64; 2]], radius: f64, rise: f64) -> Result<Vec<Emergence>, InteractionError> {
    check(places, radius, rise)?;
    let factor = rise.ln_1p();
    // Per origin: events within the radius so far, and those since the origin.
    let mut ever: Vec<f64> = Vec::with_capacity(places.len());
    let mut since: Vec<f64> = Vec::with_capacity(places.len());
    let mut seen = Vec::with_capacity(places.len());
    for (latest, place) in places.iter().enumerate() {
        let mut around = 1.0;
        for (origin, (ever, since)) in places[..latest].iter().zip(ever.iter_mut().zip(&mut since)) {
            let (east, north) = (origin[0] - place[0], origin[1] - place[1]);
            if (east * east + north * north).sqrt() <= radius {
                around += 1.0;
                *ever += 1.0;
                *since += 1.0;
            }
        }
        ever.push(around);
        since.push(1.0);
        let events = (latest + 1) as f64;
        let mut emergence = Emergence { statistic: 0.0, origin: latest };
        let mut likeliest = 0.0;
        for (origin, (ever, since)) in ever.iter().zip(&since).enumerate() {
            let expected = ever * (latest - origin + 1) as f64 / events;
            // Thousands of events at one spot would overflow; beyond this size any threshold is passed.
            let likelihood = (since * factor - rise * expected).min(f64::MAX.ln() / 2.0).exp();
            emergence.statistic += likelihood;
            if likelihood > likeliest {
                likeliest = likelihood;
                emergence.origin = origin;
            }
        }
        seen.push(emergence);
    }
    Ok(seen)
}

fn check(places: &[[f64; 2]], radius: f64, rise: f64) -> Result<(), InteractionError> {
    if places.is_empty() {
        return Err(InteractionError::TooFew { events: 0, needed: 1 });
    }
    if let Some(index) = places.iter().position(|place| !place.iter().all(|c| c.is_finite())) {
        return Err(InteractionError::NotFinite { index });
    }
    let positive = |value: f64| value.is_finite() && value > 0.0;
    let rules = [("radius", positive(radius)), ("rise", positive(rise))];
    rules.iter().find(|rule| !rule.1).map_or(Ok(()), |rule| Err(InteractionError::Setting(rule.0)))
}
