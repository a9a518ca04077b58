//! From longitude and latitude to kilometres on a plane.

/// Kilometres in one degree of latitude: the circumference of a sphere of the Earth's mean radius (6371.0 km) / 360.
const KM_PER_DEGREE: f64 = 111.195;

/// Projects points `[longitude, latitude]` in degrees onto a plane, in kilometres east and north, about their mean
/// latitude (equirectangular). Over a county of 200 km the distances err by well under one part in a hundred.
pub(crate) fn project(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let middle = points.iter().map(|point| point[1]).sum::<f64>() / points.len().max(1) as f64;
    let narrowing = middle.to_radians().cos();
    points.iter().map(|[lon, lat]| [lon * narrowing * KM_PER_DEGREE, lat * KM_PER_DEGREE]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dunhuang_and_the_mogao_caves_lie_sixteen_and_a_half_kilometres_apart() {
        // By the haversine formula on the same sphere: 16.57 km.
        let plane = project(&[[94.664, 40.142], [94.806, 40.040]]);
        let distance = (plane[0][0] - plane[1][0]).hypot(plane[0][1] - plane[1][1]);
        assert!((distance - 16.57).abs() < 0.05, "{distance}");
    }
}
