/// A spectrum as points of weight: eigenvalues, or what Lanczos's method makes of them from some random starts, the weights
/// summing to 1. For a start of random signs the weights of one run are those of a Gauss quadrature (Golub and Welsch 1969),
/// so that the mean of a function of the eigenvalues is the sum of its values here, without bias over starts
/// (stochastic Lanczos quadrature: Ghorbani, Krishnan and Xiao 2019; Yao et al. 2020).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spectrum {
    /// Each value with its weight.
    pub points: Vec<(f64, f64)>,
}

/// The smallest density that is drawn, as a share of that of a spectrum that is all in one place.
const FAINT: f64 = 1e-6;

impl Spectrum {
    /// A spectrum that is known in full.
    #[must_use]
    pub fn exact(values: &[f64]) -> Self {
        Self { points: values.iter().map(|&value| (value, 1.0 / values.len() as f64)).collect() }
    }

    /// The mean of some spectra.
    #[must_use]
    pub fn mean(of: &[Self]) -> Self {
        let share = 1.0 / of.len() as f64;
        let points = of.iter().flat_map(|one| one.points.iter().map(|&(value, weight)| (value, weight * share)));
        Self { points: points.collect() }
    }

    /// The mean eigenvalue: the trace over the number of parameters.
    #[must_use]
    pub fn average(&self) -> f64 {
        self.points.iter().map(|(value, weight)| value * weight).sum()
    }

    /// How much of the curvature is negative: the sum of the negative eigenvalues' sizes over the sum of all sizes, so that the
    /// many values that are 0 but for rounding do not count. None where all are 0.
    #[must_use]
    pub fn negative(&self) -> Option<f64> {
        let sum = |keep: fn(f64) -> bool| -> f64 {
            self.points.iter().filter(|(value, _)| keep(*value)).map(|(value, weight)| value.abs() * weight).sum()
        };
        let all = sum(|_| true);
        (all > 0.0).then(|| sum(|value| value < 0.0) / all)
    }

    /// The density at each place: every value spread by a Gaussian of this width. NaN where it is too faint to be drawn.
    #[must_use]
    pub fn density(&self, at: &[f64], width: f64) -> Vec<f64> {
        let height = 1.0 / (width * (2.0 * core::f64::consts::PI).sqrt());
        let one = |x: f64| {
            let spread = |(value, weight): &(f64, f64)| {
                let away = (x - value) / width;
                weight * height * libm::exp(-0.5 * away * away)
            };
            let sum: f64 = self.points.iter().map(spread).sum();
            if sum >= FAINT * height { sum } else { f64::NAN }
        };
        at.iter().map(|&x| one(x)).collect()
    }

    /// The least and the largest value; none of nothing.
    #[must_use]
    pub fn ends(&self) -> Option<(f64, f64)> {
        let fold = |pick: fn(f64, f64) -> f64| self.points.iter().map(|(value, _)| *value).reduce(pick);
        fold(f64::min).zip(fold(f64::max))
    }
}

/// So many places over a spectrum and a little beyond, and the width that a value is spread by there: a hundredth of its range.
#[must_use]
pub fn places(spectrum: &Spectrum, count: usize) -> Option<(Vec<f64>, f64)> {
    let (low, high) = spectrum.ends()?;
    let range = if high > low { high - low } else { high.abs().max(1.0) };
    let width = range / 100.0;
    let (from, to) = (low - 5.0 * width, high + 5.0 * width);
    let places = (0..count).map(|i| from + (to - from) * i as f64 / (count - 1).max(1) as f64);
    Some((places.collect(), width))
}

#[cfg(test)]
mod tests {
    use super::{Spectrum, places};

    #[test]
    fn a_density_integrates_to_1_and_its_mean_is_that_of_the_values() {
        let spectrum = Spectrum::exact(&[-1.0, 0.0, 0.0, 5.0]);
        let (at, width) = places(&spectrum, 1001).expect("there are values");
        let density = spectrum.density(&at, width);
        let step = at[1] - at[0];
        let sum = |f: &dyn Fn(f64) -> f64| -> f64 {
            at.iter().zip(&density).filter(|(_, d)| !d.is_nan()).map(|(&x, d)| f(x) * d * step).sum()
        };
        assert!((sum(&|_| 1.0) - 1.0).abs() < 1e-5, "{}", sum(&|_| 1.0));
        assert!((sum(&|x| x) - 1.0).abs() < 1e-5, "{}", sum(&|x| x));
        assert_eq!(spectrum.average(), 1.0);
        assert!((spectrum.negative().unwrap_or(f64::NAN) - 1.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn a_flat_loss_has_no_share_of_negative_curvature() {
        let flat = Spectrum::exact(&[0.0, 0.0]);
        assert_eq!(flat.negative(), None);
        assert!(places(&flat, 11).is_some_and(|(at, width)| at.len() == 11 && width > 0.0));
        assert!(places(&Spectrum::default(), 11).is_none());
    }
}
