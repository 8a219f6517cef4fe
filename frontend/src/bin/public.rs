//! The program of `public.html`.

fn main() {
    flsdb_frontend::draw_public();
}
