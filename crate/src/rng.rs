//! Named random streams: every random thing in a run draws from its own stream, so that changing one changes no other.
//!
//! A stream is PCG-32 (O'Neill 2014), keyed by a 64-bit hash of a seed and a name. Nothing reads a clock or entropy.

use rand_core::RngCore;
use rand_pcg::Pcg32;

/// 64-bit FNV-1a over bytes: the hash of stream names, of own data and of parameters (`run` digests).
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes in more bytes.
    pub fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The hash of everything written so far.
    #[must_use]
    pub fn finish(self) -> u64 {
        self.0
    }

    /// The hash as 16 hexadecimal digits.
    #[must_use]
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// One random stream.
#[derive(Clone, Debug)]
pub struct Stream {
    pcg: Pcg32,
    spare: Option<f64>,
}

impl Stream {
    /// The stream of this name under this seed. The names in use are documented where they are drawn:
    /// `data/…`, `init/…`, `batch/…`, `plane/…`.
    #[must_use]
    pub fn new(seed: u32, name: &str) -> Self {
        let mut hash = Fnv::default();
        hash.write(&seed.to_le_bytes());
        hash.write(name.as_bytes());
        // SplitMix64's finaliser (Steele et al. 2014): FNV mixes its low bits well and its high bits poorly.
        let mut z = hash.finish();
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        Self { pcg: Pcg32::new(z, z ^ 0x9e37_79b9_7f4a_7c15), spare: None }
    }

    /// Uniform on [0, 1), a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.pcg.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform on 0 … `n` − 1, without bias (Lemire 2019). `n` = 0 gives 0.
    pub fn below(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        let floor = n.wrapping_neg() % n;
        loop {
            let wide = u64::from(self.pcg.next_u32()) * u64::from(n);
            if wide as u32 >= floor {
                return (wide >> 32) as u32;
            }
        }
    }

    /// Standard normal, by Box and Muller's transform with libm's functions, in pairs.
    pub fn normal(&mut self) -> f64 {
        if let Some(z) = self.spare.take() {
            return z;
        }
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        let angle = core::f64::consts::TAU * self.uniform();
        self.spare = Some(radius * libm::sin(angle));
        radius * libm::cos(angle)
    }

    /// Shuffles in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u32 + 1) as usize);
        }
    }
}
