//! Numbers of a JSON text.

use super::{Broken, Json};

impl<'a> Json<'a> {
    /// The next number if it is written as a whole one that fits, otherwise its text.
    pub(crate) fn integer(&mut self) -> Result<Result<i64, &'a str>, Broken> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let negative = rest.first() == Some(&b'-');
        let digits = rest.get(usize::from(negative)..).unwrap_or_default();
        let mut value = 0_i64;
        let mut count = 0;
        // 18 digits fit without a look at the overflow.
        for digit in digits.iter().take(19) {
            let unit = digit.wrapping_sub(b'0');
            if unit > 9 {
                break;
            }
            value = value.wrapping_mul(10).wrapping_add(i64::from(unit));
            count += 1;
        }
        let is_plain = match (count, digits.first()) {
            (0 | 19, _) => false,
            (count, Some(b'0')) => count == 1,
            _ => true,
        };
        if is_plain && !matches!(digits.get(count), Some(b'.' | b'e' | b'E')) {
            self.at += usize::from(negative) + count;
            return Ok(Ok(if negative { -value } else { value }));
        }
        let text = self.number()?;
        Ok(text.parse().map_err(|_| text))
    }

    /// Reads past a whole number that no look at its size is needed for, if it is the next, nothing
    /// stands before it, and it ends where a value of an object or a list ends.
    #[inline]
    pub(crate) fn take_integer(&mut self) -> Option<i64> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let negative = rest.first() == Some(&b'-');
        let digits = rest.get(usize::from(negative)..)?;
        let mut value = 0_i64;
        for (count, byte) in digits.iter().enumerate().take(19) {
            match byte {
                b'0'..=b'9' => value = value.wrapping_mul(10).wrapping_add(i64::from(byte - b'0')),
                b',' | b'}' | b']' => {
                    // No number begins with a zero but zero itself.
                    if count == 0 || (count > 1 && digits.first() == Some(&b'0')) {
                        return None;
                    }
                    self.at += usize::from(negative) + count;
                    return Some(if negative { -value } else { value });
                }
                _ => return None,
            }
        }
        None
    }

    /// The next number's text, as it stands on the wire.
    pub(crate) fn number(&mut self) -> Result<&'a str, Broken> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.broken("a number has no digits")),
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.some_digits()?;
        }
        if let Some(b'0'..=b'9') = self.byte() {
            return Err(self.broken("a number begins with 0"));
        }
        Ok(self.since(start))
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.digits();
        if self.at == start {
            return Err(self.broken("a number ends without a digit"));
        }
        Ok(())
    }
}
