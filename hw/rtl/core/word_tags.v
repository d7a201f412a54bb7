// Remembers which words of sums were written in a step, one bit each, so that no sum has to be
// cleared: the first row that reaches a word finds it untouched, as does a sweep that no row
// reached.
//
// Gathering (stage locate reads, stage add marks) and sweeping (stage issue reads, stage load
// clears) are in different banks whenever they are at work at the same time. After reset all words
// are cleared, one per clock; `ready` is low until then.
`default_nettype none

module word_tags #(
    parameter WORD_WIDTH = 4,
    parameter WORDS = 16,
    parameter BANKS = 2,
    // 1: there is a stage read between stages locate and add
    parameter BLOCK = 0
) (
    input  wire                  clk,
    input  wire                  rst,
    output wire                  ready,

    input  wire                  locate_bank,
    input  wire [WORD_WIDTH-1:0] locate_word,

    input  wire                  add_valid,
    input  wire                  add_bank,
    input  wire [WORD_WIDTH-1:0] add_word,
    input  wire                  recent,
    input  wire                  again,
    output wire                  add_touched,

    // load_en moves the sweep from stage issue to stage load
    input  wire                  load_en,
    input  wire                  issue_valid,
    input  wire                  issue_bank,
    input  wire [WORD_WIDTH-1:0] issue_word,

    // load_clear: stage load is done with its word
    input  wire                  load_valid,
    input  wire                  load_clear,
    input  wire                  load_bank,
    input  wire [WORD_WIDTH-1:0] load_word,
    output wire                  load_touched
);
    initial begin
        if (WORDS < 1 || (WORDS - 1) >> WORD_WIDTH != 0 || (BANKS != 1 && BANKS != 2)) begin
            $display("error: word_tags: WORD_WIDTH does not address WORDS, or bad BANKS in %m");
            $finish;
        end
    end

    localparam [WORD_WIDTH-1:0] WORD_0 = 0;
    localparam [WORD_WIDTH-1:0] WORD_1 = 1;
    localparam [31:0]           FINAL  = WORDS - 1;

    reg                  clearing_q;
    reg [WORD_WIDTH-1:0] clear_word_q;

    assign ready = !clearing_q;

    always @(posedge clk) begin
        if (clearing_q) begin
            clearing_q   <= clear_word_q != FINAL[WORD_WIDTH-1:0];
            clear_word_q <= clear_word_q + WORD_1;
        end
        if (rst) begin
            clearing_q   <= 1'b1;
            clear_word_q <= WORD_0;
        end
    end

    wire [BANKS-1:0] tags;
    wire             tag;      // of the operation behind stage locate

    genvar bank;
    generate
        for (bank = 0; bank < BANKS; bank = bank + 1) begin : g_bank
            localparam [0:0] OWN = bank;
            // The sweep has the bank while it is in its stage issue or load.
            wire swept   = (issue_valid && (BANKS == 1 || issue_bank == OWN))
                        || (load_valid && (BANKS == 1 || load_bank == OWN));
            wire marked  = add_valid && (BANKS == 1 || add_bank == OWN);
            wire cleared = load_clear && (BANKS == 1 || load_bank == OWN);
            wire [WORD_WIDTH-1:0] word = clearing_q ? clear_word_q : marked ? add_word : load_word;

            (* no_rw_check *)
            reg mem [0:WORDS-1];
            reg tag_q;

            always @(posedge clk) begin
                if (clearing_q || marked || cleared) begin
                    mem[word] <= marked && !clearing_q;
                end
                if (!swept || load_en) begin
                    tag_q <= mem[swept ? issue_word : locate_word];
                end
            end
            assign tags[bank] = tag_q;
        end
        if (BANKS == 2) begin : g_two
            reg bank_q;
            always @(posedge clk) begin
                bank_q <= locate_bank;
            end
            assign tag        = tags[bank_q];
            assign load_touched = tags[load_bank];
        end else begin : g_one
            assign tag        = tags[0];
            assign load_touched = tags[0];
            wire unused = &{1'b0, locate_bank, add_bank, issue_bank, load_bank};
        end
        if (BLOCK != 0) begin : g_block
            reg touched_q;
            always @(posedge clk) begin
                touched_q <= tag || recent || again;
            end
            assign add_touched = touched_q;
        end else begin : g_distributed
            assign add_touched = tag || recent;
            wire unused_again = &{1'b0, again};
        end
    endgenerate
endmodule

`default_nettype wire
