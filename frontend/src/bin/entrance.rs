//! The program of `index.html`.

fn main() {
    flsdb_frontend::draw_entrance();
}
