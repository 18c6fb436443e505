//! What the page calls: few nouns, typed arrays in and out, every error a sentence. No arithmetic lives here.
