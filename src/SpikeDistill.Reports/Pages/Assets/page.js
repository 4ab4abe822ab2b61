// Shows the figures of the page.
document.querySelectorAll('figure').forEach(Figures.show);
