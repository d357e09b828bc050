//! What hangs on what, in two flat arrays: for each number the numbers that it leads to.

use std::ops::Range;

/// For each number from 0 the numbers that it leads to, in the order in which they were given.
#[derive(Debug, Default)]
pub struct Links {
    /// Where the list of each number begins, and where the last one ends.
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// Is told a number and one that it leads to.
pub type Tell<'t> = &'t mut dyn FnMut(usize, u32);

impl Links {
    /// Lists for so many numbers. `tell` is called twice and tells the same pairs both times: first they are counted.
    pub fn new(count: usize, tell: &dyn Fn(Tell<'_>)) -> Links {
        let mut starts = vec![0u32; count + 1];
        tell(&mut |from, _| {
            if let Some(next) = starts.get_mut(from + 1) {
                *next += 1;
            }
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut items = vec![0; sum as usize];
        let mut ends = starts.clone();
        tell(&mut |from, to| {
            if let Some(end) = ends.get_mut(from)
                && let Some(item) = items.get_mut(*end as usize)
            {
                *item = to;
                *end += 1;
            }
        });
        Links { starts, items }
    }

    /// What a number leads to.
    #[inline(always)]
    pub fn of(&self, number: usize) -> &[u32] {
        self.of_all(number..number + 1)
    }

    /// What some numbers next to each other lead to, the lists of all of them behind each other.
    #[inline(always)]
    pub fn of_all(&self, numbers: Range<usize>) -> &[u32] {
        let ends = (self.starts.get(numbers.start), self.starts.get(numbers.end));
        let (Some(start), Some(end)) = ends else { return &[] };
        self.items.get(*start as usize..*end as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Links;

    #[test]
    fn lead_where_they_were_told() {
        let pairs = [(2, 7), (0, 5), (2, 1), (4, 9)];
        let links = Links::new(5, &|tell| pairs.iter().for_each(|(from, to)| tell(*from, *to)));
        assert_eq!(
            [0, 1, 2, 3, 4, 5].map(|number| links.of(number).to_vec()),
            [vec![5], vec![], vec![7, 1], vec![], vec![9], vec![]]
        );
        assert!(Links::default().of(0).is_empty());
    }
}
