// Read-only memory with registered read, filled from a file.
//
// q shows the word at addr LATENCY enabled clocks later; a latency of two or more keeps the slow
// output of a block memory away from logic. Infers block RAM, or logic when it is small. Without
// its file a simulation stops.
`default_nettype none

module rom #(
    // Bits of a word
    parameter WIDTH = 8,
    // Number of words
    parameter DEPTH = 16,
    // Address bits, enough for DEPTH words
    parameter ADDR_WIDTH = 4,
    // Clocks from address to word: 1, or more with registers behind the memory
    parameter LATENCY = 2,
    // Hexadecimal file with DEPTH words
    parameter FILE = ""
) (
    input  wire                  clk,
    input  wire                  en,
    input  wire [ADDR_WIDTH-1:0] addr,
    output wire [WIDTH-1:0]      q
);
    initial begin
        if (DEPTH < 1 || (DEPTH - 1) >> ADDR_WIDTH != 0 || LATENCY < 1) begin
            $display("error: rom: ADDR_WIDTH does not address DEPTH words, or LATENCY < 1 in %m");
            $finish;
        end
    end

    wire [WIDTH-1:0] read;

    // From this many bits on a block memory is cheaper than logic.
    localparam BLOCK_BITS = 2048;

    generate
        if (WIDTH * DEPTH >= BLOCK_BITS) begin : g_block
            (* rom_style = "block" *)
            reg [WIDTH-1:0] mem [0:DEPTH-1];
            reg [WIDTH-1:0] read_q;
            initial begin
                if (FILE != "") begin
                    $readmemh(FILE, mem);
`ifndef SYNTHESIS
                    if (mem[0] === {WIDTH{1'bx}}) begin
                        $display("error: rom: %0s is not there, or empty, in %m", FILE);
                        $finish;
                    end
`endif
                end
            end
            always @(posedge clk) begin
                if (en) begin
                    read_q <= mem[addr];
                end
            end
            assign read = read_q;
        end else begin : g_logic
            reg [WIDTH-1:0] mem [0:DEPTH-1];
            reg [WIDTH-1:0] read_q;
            initial begin
                if (FILE != "") begin
                    $readmemh(FILE, mem);
`ifndef SYNTHESIS
                    if (mem[0] === {WIDTH{1'bx}}) begin
                        $display("error: rom: %0s is not there, or empty, in %m", FILE);
                        $finish;
                    end
`endif
                end
            end
            always @(posedge clk) begin
                if (en) begin
                    read_q <= mem[addr];
                end
            end
            assign read = read_q;
        end
    endgenerate

    generate
        if (LATENCY > 1) begin : g_register
            reg [(LATENCY-1)*WIDTH-1:0] out_q;
            if (LATENCY > 2) begin : g_chain
                always @(posedge clk) begin
                    if (en) begin
                        out_q <= {out_q[(LATENCY-2)*WIDTH-1:0], read};
                    end
                end
            end else begin : g_one
                always @(posedge clk) begin
                    if (en) begin
                        out_q <= read;
                    end
                end
            end
            assign q = out_q[(LATENCY-2)*WIDTH +: WIDTH];
        end else begin : g_direct
            assign q = read;
        end
    endgenerate
endmodule

`default_nettype wire
